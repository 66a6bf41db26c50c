"""The kinds of files there are, one module each, and the isolated child that reads them. They know no selections."""
