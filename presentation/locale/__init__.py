"""Translations: stepwise.po in a folder for each language."""
