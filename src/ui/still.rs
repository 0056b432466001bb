//! Parts of the page that stand still: they are drawn anew only when what they show has changed.
//! To draw a part and to hold the drawing against the page takes far longer than to compare what
//! it shows.

use std::any::Any;
use std::rc::Rc;

use yew::virtual_dom::{Key, VComp};
use yew::{Html, Properties, component};

/// What a part shows. Equal ones look the same.
pub trait Part: PartialEq + 'static {
    /// Draws it.
    fn draw(&self) -> Html;
}

/// A part of any kind: the page needs only one component for all of them.
trait AnyPart {
    fn draw(&self) -> Html;
    fn looks_like(&self, other: &dyn AnyPart) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<P: Part> AnyPart for P {
    fn draw(&self) -> Html {
        Part::draw(self)
    }

    fn looks_like(&self, other: &dyn AnyPart) -> bool {
        other.as_any().downcast_ref::<P>().is_some_and(|other| self == other)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone, Properties)]
struct StillProps {
    part: Rc<dyn AnyPart>,
}

impl PartialEq for StillProps {
    fn eq(&self, other: &StillProps) -> bool {
        self.part.looks_like(&*other.part)
    }
}

#[component]
fn Still(props: &StillProps) -> Html {
    props.part.draw()
}

/// A part that stands still.
pub fn still(part: impl Part) -> Html {
    with_key(part, None)
}

/// A part that stands still, within a list.
pub fn still_of_list(key: impl Into<Key>, part: impl Part) -> Html {
    with_key(part, Some(key.into()))
}

fn with_key(part: impl Part, key: Option<Key>) -> Html {
    VComp::new::<Still>(Rc::new(StillProps { part: Rc::new(part) }), key).into()
}
