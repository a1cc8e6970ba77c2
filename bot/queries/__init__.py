"""All SQL. Each function takes the session of the transaction it is part of, and never commits."""

from sqlalchemy.ext.asyncio import AsyncSession as Session

__all__ = ["Session"]
