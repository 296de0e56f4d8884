"""What every page shows, without Streamlit: words, figures, printed pages, the workspace."""
