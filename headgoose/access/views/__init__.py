"""Pages of accounts: the steps at the door, one's own account, accounts in an area, the system."""
