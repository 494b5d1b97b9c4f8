"""Tools of the repository itself; nothing of the product needs them."""
