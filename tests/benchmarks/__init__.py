"""What is measured rather than tested, since machines are shared: `make bench` and the commands beside it."""
