//! Writing JSON without a blank.

use core::fmt::{Display, Write as _};

/// Writes the members of one object, or the elements of one list.
pub struct Writer<'a> {
    out: &'a mut String,
    is_first: bool,
}

impl Writer<'_> {
    /// An object.
    pub fn object(out: &mut String, members: impl FnOnce(&mut Writer<'_>)) {
        out.push('{');
        members(&mut Writer { out, is_first: true });
        out.push('}');
    }

    /// A list.
    pub fn list<T>(
        out: &mut String,
        elements: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut String, T),
    ) {
        out.push('[');
        for (index, element) in elements.into_iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            each(out, element);
        }
        out.push(']');
    }

    /// The name of the next member, whose value is to follow.
    pub fn name(&mut self, name: &str) -> &mut String {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        json_text(self.out, name);
        self.out.push(':');
        self.out
    }

    /// A member that is written as it is shown: a number, true or false.
    pub fn bare(&mut self, name: &str, value: &dyn Display) {
        let out = self.name(name);
        // Writing to memory has no way to fail.
        let _ = write!(out, "{value}");
    }

    /// A member that is a text.
    pub fn text(&mut self, name: &str, value: &dyn Display) {
        let out = self.name(name);
        json_text(out, &value.to_string());
    }

    /// A member that is an object.
    pub fn nested(&mut self, name: &str, members: impl FnOnce(&mut Writer<'_>)) {
        Writer::object(self.name(name), members);
    }
}

/// A text in quotes.
pub fn json_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Neither a line of JavaScript nor a terminal may be broken by a text.
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
