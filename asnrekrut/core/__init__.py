"""The pure core: values in, values out; no clock, environment, printing or files."""
