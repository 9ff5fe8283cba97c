"""Reading pickles from untrusted sources without running code."""
