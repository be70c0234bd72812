"""Open311 GeoReport v2: what programmes ask for residents, and what everybody may read of what is public.

A service is a category, a jurisdiction a county or a place above it, an address_id the code of a village or grid, and a
service_request_id the number of a request; the code by which a resident follows it never leaves through here. Reading
needs no key, sending does (`headgoose open311-key`). Private requests do not exist here, and nobody's name, telephone
or e-mail is told.
"""
