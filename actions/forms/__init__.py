"""What the pages of this part ask; services hold the rules, forms explain them."""
