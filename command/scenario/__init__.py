"""The Pingyuan earthquake of 2023-08-06 as a play: for the demonstration and for its check."""
