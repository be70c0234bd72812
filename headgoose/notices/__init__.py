"""Notices: what somebody should know, in their inbox here and over the channels that they chose themselves.

Nouns: Notice (one a person and key), Channel (a person's own way out: mail, or the robot of a group), Delivery (one
notice over one channel). Invariants: the same key never tells a person twice; a notice is written in the transaction of
what it tells of, and sent after it, outside any; a delivery is at one sender at a time, and one whose sender was killed
is free again within five minutes; an address lies in the database only encrypted, and stands in no log, error or act;
nothing is sent but to the hosts of the services and to the operator's own mail server.
"""
