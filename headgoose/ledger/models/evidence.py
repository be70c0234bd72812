"""A picture or PDF of a source document under a voucher."""

from django.db import models

from headgoose.ledger.models.voucher import Voucher
from headgoose.records.models import Attachment


class Evidence(models.Model):
    """A source document of a voucher, put there before it is posted. The same content under two vouchers is seen."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="evidence", db_index=False)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)

    class Meta:
        """Once under one voucher."""

        constraints = [models.UniqueConstraint(fields=["voucher", "attachment"], name="evidence_once")]

    def __str__(self) -> str:
        return self.name
