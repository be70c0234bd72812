"""What must hold of every room: arrows, gates, privacy, budgets, actions, migrations, translations."""
