"""Activation: how a request goes out, what the server's machine checks, and what each side's event log says of it."""
