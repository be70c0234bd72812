"""The nouns of the room."""

from headgoose.training.models.enrolment import Certificate, Enrolment, HoursPast, Quota
from headgoose.training.models.roll import Evaluation, Mark, MarkHow, RollList
from headgoose.training.models.track import Family, Track, TrackType
from headgoose.training.models.training_class import ClassState, Material, Session, TrainingClass

__all__ = [
    "Certificate",
    "ClassState",
    "Enrolment",
    "Evaluation",
    "Family",
    "HoursPast",
    "Mark",
    "MarkHow",
    "Material",
    "Quota",
    "RollList",
    "Session",
    "Track",
    "TrackType",
    "TrainingClass",
]
