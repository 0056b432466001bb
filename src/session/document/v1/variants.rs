//! Plain enums of the playground, under the names that the format has for them.

/// Names in the format for variants of an enum of the playground, in both directions.
macro_rules! named_variants {
    ($($(#[$doc:meta])* $name:ident = $inner:ty { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl From<$name> for $inner {
            fn from(name: $name) -> $inner {
                match name {
                    $($name::$variant => <$inner>::$variant),+
                }
            }
        }

        impl From<$inner> for $name {
            fn from(inner: $inner) -> $name {
                match inner {
                    $(<$inner>::$variant => $name::$variant),+
                }
            }
        }
    )+};
}

pub(super) use named_variants;
