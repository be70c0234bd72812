"""What every room stands on: clock, refusals, actions, areas, rights, figure declarations and registries.

Owns no models and knows no place, person or page. Upper rooms register what they offer; nothing here imports them.
"""
