"""The charts of a comparison: lines over a rate or an update, and intervals of differences."""
