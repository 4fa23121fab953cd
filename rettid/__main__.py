"""`python -m rettid`."""

from rettid.cli import main

if __name__ == "__main__":
    main()
