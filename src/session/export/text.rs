//! Bytes as text, where a format knows nothing but text.

use core::fmt::Write as _;

/// Bytes as they read, or as `0x` and hexadecimal digits where they are no UTF-8.
pub(super) fn readable(bytes: &[u8]) -> String {
    match core::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("0x{}", hexadecimal(bytes)),
    }
}

/// Two digits for each byte.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        // Writing to memory has no way to fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_digits() {
        assert_eq!(readable("Wörter".as_bytes()), "Wörter");
        assert_eq!(readable(&[0xff, 0x0a]), "0xff0a");
    }
}
