"""Why a row says what it says: terms and deadlines, step by step."""
