"""Orders: papers that seat, end and move many people at once: drawn up, previewed, approved by another, issued, reversed."""
