"""What is odd about the data, and what to put right at the source."""
