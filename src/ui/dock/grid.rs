//! Pictures with many marks in rows and columns: one tab stop, and the arrow keys go from mark to
//! mark.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::KeyboardEvent;

use crate::ui::document;

/// So many empty places are passed over on the way to the next mark.
const GAP_MAX: i32 = 64;

/// The name in the page of a mark of a picture. A row and a column name at most one.
pub fn mark_id(picture: &str, row: usize, column: usize) -> String {
    format!("{picture}-{row}-{column}")
}

/// Takes the focus on to the next mark in the direction of an arrow key. Where there is none in
/// that row or column, it stays.
pub fn go_about(event: KeyboardEvent) {
    let (down, right) = match event.key().as_str() {
        "ArrowRight" => (0, 1),
        "ArrowLeft" => (0, -1),
        "ArrowDown" => (1, 0),
        "ArrowUp" => (-1, 0),
        _ => return,
    };
    event.prevent_default();
    let Some(page) = document() else { return };
    let id = page.active_element().map(|element| element.id()).unwrap_or_default();
    let mut parts = id.rsplitn(3, '-');
    let column = parts.next().and_then(|part| part.parse::<i32>().ok());
    let row = parts.next().and_then(|part| part.parse::<i32>().ok());
    let (Some(row), Some(column), Some(picture)) = (row, column, parts.next()) else { return };
    let at = |row: i32, column: i32| {
        let (row, column) = (usize::try_from(row).ok()?, usize::try_from(column).ok()?);
        page.get_element_by_id(&mark_id(picture, row, column))?.dyn_into::<HtmlElement>().ok()
    };
    let next = (1..=GAP_MAX).find_map(|step| at(row + down * step, column + right * step));
    // Rows need not be equally long: the nearest to the left of the same place will do.
    let aside = || (1..=GAP_MAX).find_map(|step| at(row + down, column - step));
    if let Some(next) = next.or_else(|| (down != 0).then(aside).flatten()) {
        // A mark that is there can take the focus.
        let _ = next.focus();
    }
}

/// The tab index of a mark: only the first of a picture is a tab stop.
pub fn tab_index(is_first: bool) -> &'static str {
    if is_first { "0" } else { "-1" }
}
