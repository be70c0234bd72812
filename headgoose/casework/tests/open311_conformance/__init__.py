"""What any server of Open311 GeoReport v2 must answer, asked over HTTP; nothing but Python's own library is needed.

python -m headgoose.casework.tests.open311_conformance --url http://127.0.0.1:8000/open311/v2 --key ...
"""
