"""CoInitializeSecurity, explicit and implicit: what a process fixes for its whole life."""
