"""What each address of Open311 answers."""

from headgoose.casework.open311 import discovery as discovering
from headgoose.casework.open311 import posting, requests, services, updates
from headgoose.casework.open311.door import served

discovery = served(discovering.discovery)
service_list = served(services.service_list)
service_definition = served(services.service_definition)
request_list = served(requests.request_list, posting.post_request)
one_request = served(requests.one_request)
token = served(requests.request_of_token)
update_list = served(updates.update_list, posting.post_update)
