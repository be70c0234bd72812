"""The only writers of notices, channels and deliveries.

What only notes the course of things (who was told, what was read, what was sent) is a part of another act or of none,
and leaves no row in the trail; what somebody decides does.
"""
