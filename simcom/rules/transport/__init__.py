"""What travels between two machines: protocol data units, security tokens, messages, and what they cost."""
