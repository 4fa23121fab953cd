"""What a person reads at the terminal: plain words that fit 100 columns, with or without colour."""
