import pytest

from wayfare.people.pay import is_pay


@pytest.mark.parametrize(
    "column",
    [
        *("pay", "Pay", "basePay", "BASE_PAY", "paygrade", "hourlypay", "salary", "Annual Salaries", "wages", "bonus"),
        *("Salary Cost of Reports (£)", "Actual Pay Floor (£)", "Payscale Minimum", "Total Compensation", "OTE", "CTC"),
        *("Hourly rate", "Day Rate", "Payroll cost", "Employment cost", "Remuneration", "Allowances", "Amount (€)"),
        *("Jahresgehalt", "Stundenlohn", "Vergütung", "salaire brut", "rémunération", "sueldo", "Salario base"),
    ],
)
def test_pay_is_recognised_by_its_header(column: str) -> None:
    assert is_pay(column)


@pytest.mark.parametrize(
    "column",
    [
        *("id", "name", "email", "job_title", "role", "team", "manager", "time_zone", "weekly_minutes", "language"),
        *("organisation", "unit", "group", "function", "grade", "Grade (or equivalent)", "FTE", "Payroll Number"),
        *("Professional/Occupational Group", "Reports to Senior Post", "Company", "Display name", "Payment terms"),
        *("Parent Department", "Cost centre", "Repayments team", "Compliance", "Wagon", "Rate of progress"),
    ],
)
def test_other_columns_are_no_pay(column: str) -> None:
    assert not is_pay(column)
