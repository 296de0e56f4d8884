"""Papers, oral exams and recorded attempts: in words, summed up, and as pages to print."""
