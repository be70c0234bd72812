"""Look: the one layout, the parts every page is made of, the stylesheet, the icons. No models, no addresses.

Stands beside the kernel so that every room may extend `base.html`; what it shows of upper rooms (navigation, account)
it takes from the kernel's registries.
"""
