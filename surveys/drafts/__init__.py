"""Reading a forwarded mail: what came, whom it was for, what was done."""
