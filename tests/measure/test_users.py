"""The page of `make users`: a run of one product replaces its column and nothing else."""

from __future__ import annotations

from measure.users import page

TEXT = f"# Above\n\n{''.join(page.SEEN)}\nBetween\n\n{''.join(page.SHARES)}\nBelow\n"
ORDER = ("tomcat", "jetty")
FIRST, SECOND = page.TITLES[:2]


def test_a_product_that_is_measured_again_leaves_the_other_columns_and_the_text() -> None:
    both = page.with_column(
        page.with_column(TEXT, "jetty", {FIRST: "ok"}, ORDER), "tomcat", {SECOND: "**lost**"}, ORDER
    )
    again = page.with_column(both, "jetty", {FIRST: "limit: 413"}, ORDER)
    assert page.columns(again)["tomcat"] == page.columns(both)["tomcat"]
    assert page.columns(again)["jetty"][FIRST] == "limit: 413"
    assert again.startswith("# Above\n") and "\nBetween\n" in again and again.endswith("\nBelow\n")


def test_what_was_not_run_is_a_dash_and_no_row_is_left_out() -> None:
    found = page.columns(page.with_column(TEXT, "tomcat", {SECOND: "ok"}, ORDER))["tomcat"]
    assert found == {title: "ok" if title == SECOND else "-" for title in page.TITLES}


def test_a_table_of_shares_takes_the_place_of_the_last_one() -> None:
    text = page.with_shares(page.with_shares(TEXT, ["| old |"]), ["| new |"])
    assert "| new |" in text and "| old |" not in text and text.endswith("\nBelow\n")


def test_the_page_in_the_docs_has_all_five_products_and_no_row_that_the_client_does_not_know() -> None:
    found = page.columns(page.PAGE.read_text())
    assert len(found) == 5
    for cells in found.values():
        assert set(cells) == set(page.TITLES)
