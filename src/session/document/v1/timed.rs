//! One thing with its moment: `{ "at_ms": 10, "get": { "key": "cart" } }`.
//!
//! What it is is told by the name of its one other member. Serde could do the same with a
//! flattened enum, but would have to read ahead then, and would no longer know where it is.

use core::fmt;
use core::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, VariantAccess,
    Visitor,
};
use serde::{Deserialize, Serialize};

use super::names::Millis;
use crate::session::document::suggestion::unknown;

/// One thing with its moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Timed<T> {
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Millis>,
    /// After how many steps: of several things at one moment, it tells which came first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// What.
    #[serde(flatten)]
    pub what: T,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Timed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timed<T>, D::Error> {
        deserializer.deserialize_map(TimedVisitor(PhantomData))
    }
}

struct TimedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TimedVisitor<T> {
    type Value = Timed<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Timed<T>, A::Error> {
        let (mut at_ms, mut step, mut what) = (None, None, None);
        while let Some(name) = map.next_key::<String>()? {
            let is_given = match name.as_str() {
                "at_ms" => at_ms.replace(map.next_value()?).is_some(),
                "step" => step.replace(map.next_value()?).is_some(),
                name => {
                    let one = T::deserialize(Member { name, map: &mut map })?;
                    if what.replace(one).is_some() {
                        let complaint = format!("“{name}” is one too many: begin a new entry.");
                        return Err(A::Error::custom(complaint));
                    }
                    false
                }
            };
            if is_given {
                let complaint = format!("“{name}” is given twice. Take one of them out.");
                return Err(A::Error::custom(complaint));
            }
        }
        let what = match what {
            Some(what) => what,
            // The complaint about no name at all lists those that there are.
            None => T::deserialize(Member { name: "", map: &mut map })?,
        };
        Ok(Timed { at_ms, step, what })
    }
}

/// A member of an object, read as a variant of an enum.
struct Member<'a, A> {
    name: &'a str,
    map: &'a mut A,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Member<'_, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("Only an enum stands here."))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        if variants.contains(&self.name) {
            return visitor.visit_enum(self);
        }
        let complaint = match self.name {
            "" => format!("Something is missing here. Add one of: {}.", variants.join(", ")),
            name => unknown(name, variants.iter().copied().chain(["at_ms", "step"])),
        };
        Err(A::Error::custom(complaint))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Member<'_, A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), A::Error> {
        let name: StrDeserializer<'_, A::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Member<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.map.next_value()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.map.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(Fields { fields: &[], visitor })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(Fields { fields, visitor })
    }
}

/// The fields of a variant.
struct Fields<V> {
    fields: &'static [&'static str],
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_struct("", self.fields, self.visitor)
    }
}
