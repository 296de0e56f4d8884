"""python -m models: prints every claim on the trained models beside what their weights do; PyTorch is not needed."""

from models.table import table

if __name__ == "__main__":
    print("\n".join(table()))
