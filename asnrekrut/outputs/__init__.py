"""What a result is written to: the workbook, the CSV and the JSON, all from the same columns."""
