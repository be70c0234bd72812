"""Web: the shell of the pages. Layout, navigation, sign-in, home desk, search, error pages, shared components."""
