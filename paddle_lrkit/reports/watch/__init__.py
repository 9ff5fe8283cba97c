"""What ``lrkit watch`` says about a program that it ran."""
