//! Light, dark, for a projector, or as the system has it.

use super::document;

/// The page's colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark ink on light ground.
    Light,
    /// Light ink on dark ground.
    Dark,
    /// Black on white, and large: for the last row of a lecture hall.
    Projector,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 4] = [Theme::System, Theme::Light, Theme::Dark, Theme::Projector];

    /// The theme of this name.
    pub fn named(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// The theme of this name, put into force; the system's if there is no such theme.
    pub fn begin(name: Option<&str>) -> Theme {
        let theme = name.and_then(Theme::named);
        if let Some(theme) = theme {
            theme.apply();
        }
        theme.unwrap_or_default()
    }

    /// The one after it, in the order of all.
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Projector,
            Theme::Projector => Theme::System,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Projector => "projector",
        }
    }

    /// Puts it into force: the style sheets look at the root element.
    pub fn apply(self) {
        if let Some(root) = document().and_then(|document| document.document_element()) {
            // An attribute of a fixed name can always be set.
            let _ = root.set_attribute("data-theme", self.name());
        }
    }
}

/// Whether the reader has asked for less motion.
pub fn wants_less_motion() -> bool {
    matches_media("(prefers-reduced-motion: reduce)")
}

/// Whether the screen is a phone's, on which long sentences take several lines.
pub fn is_phone() -> bool {
    matches_media("(max-width: 700px)")
}

/// Whether the wide picture would be too small to read on this screen.
pub fn is_narrow() -> bool {
    matches_media("(max-width: 1300px)")
}

/// A page with a lesson that is not being written.
const TEACHING: &str = ".page.learning:not(.writing)";

/// A screen of few lines that is no phone's: the style sheet of lessons has the same measures.
const FEW_LINES: &str = "(min-width: 1101px) and (max-width: 1599px) and (max-height: 800px)";

/// Whether there is room for a picture beside the stage. What is large for the last row needs the
/// width itself, but for a lesson on a projector of few lines: there the stage would have none.
pub fn is_wide() -> bool {
    let page = document();
    let root = page.as_ref().and_then(|page| page.document_element());
    let theme = root.and_then(|root| root.get_attribute("data-theme"));
    if theme.as_deref() != Some(Theme::Projector.name()) {
        return matches_media("(min-width: 1600px)");
    }
    let teaches = page.and_then(|page| page.query_selector(TEACHING).ok().flatten()).is_some();
    teaches && matches_media(FEW_LINES)
}

/// How much larger than by its own lengths the page is drawn, as on a very large screen.
pub fn larger() -> f64 {
    let root = document().and_then(|document| document.document_element());
    let style = web_sys::window().zip(root).and_then(|(window, root)| {
        window.get_computed_style(&root).ok().flatten()?.get_property_value("--larger").ok()
    });
    let larger = style.map_or(1.0, |larger| js_sys::Number::parse_float(&larger));
    if larger > 0.0 { larger } else { 1.0 }
}

fn matches_media(query: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}
