//! The stage as a picture that stands alone: as it is seen, with all colours and letters in it.

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, CssStyleDeclaration, Element, HtmlCanvasElement,
    HtmlImageElement, SvgElement, XmlSerializer,
};

use super::document;

/// How many dots of a picture make one of the page's, to each side.
const DOTS: f64 = 2.0;

/// The properties by which style sheets shape what is drawn.
const PROPERTIES: [&str; 18] = [
    "color",
    "display",
    "fill",
    "fill-opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "opacity",
    "paint-order",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration-line",
];

/// A picture.
pub struct Picture {
    /// The picture as SVG, which needs nothing from elsewhere.
    pub svg: String,
    /// How wide it is on the page.
    pub width: f64,
    /// How high it is on the page.
    pub height: f64,
}

impl Picture {
    /// The stage as it is seen now; none if there is no stage.
    pub fn of_stage() -> Option<Picture> {
        let page = document()?;
        let stage = page.query_selector(".stage > svg").ok().flatten()?;
        let frame = stage.get_bounding_client_rect();
        let (width, height) = (frame.width().round(), frame.height().round());
        let copy: Element = stage.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        style_like(&stage, &copy)?;
        let attributes = [
            ("xmlns", "http://www.w3.org/2000/svg".to_owned()),
            ("width", width.to_string()),
            ("height", height.to_string()),
            ("role", "img".to_owned()),
        ];
        for (name, value) in attributes {
            copy.set_attribute(name, &value).ok()?;
        }
        let window = web_sys::window()?;
        let ground = window.get_computed_style(&page.body()?.into()).ok().flatten()?;
        let ground = ground.get_property_value("background-color").ok()?;
        let behind = page.create_element_ns(Some("http://www.w3.org/2000/svg"), "rect").ok()?;
        // The picture may be wider or higher than its own measures: the ground covers all.
        for (name, value) in [("x", "-100%"), ("y", "-100%"), ("width", "300%"), ("height", "300%")]
        {
            behind.set_attribute(name, value).ok()?;
        }
        behind.set_attribute("fill", &ground).ok()?;
        copy.insert_before(&behind, copy.first_child().as_ref()).ok()?;
        let svg = XmlSerializer::new().ok()?.serialize_to_string(&copy).ok()?;
        Some(Picture { svg, width, height })
    }

    /// The picture as PNG, with [`DOTS`] dots for one of the page's.
    pub async fn to_png(&self) -> Option<Blob> {
        let image = HtmlImageElement::new().ok()?;
        let text = js_sys::encode_uri_component(&self.svg);
        image.set_src(&format!("data:image/svg+xml;charset=utf-8,{text}"));
        JsFuture::from(image.decode()).await.ok()?;
        let canvas: HtmlCanvasElement =
            document()?.create_element("canvas").ok()?.dyn_into().ok()?;
        canvas.set_width((self.width * DOTS) as u32);
        canvas.set_height((self.height * DOTS) as u32);
        let context: CanvasRenderingContext2d =
            canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        let (width, height) = (self.width * DOTS, self.height * DOTS);
        context
            .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
            .ok()?;
        let made = Promise::new(&mut |resolve, _| {
            let taken = Closure::once_into_js(move |blob: JsValue| {
                // The one who waits takes whatever comes.
                let _ = resolve.call1(&JsValue::NULL, &blob);
            });
            // Without a picture nobody would answer: the promise stays open and is dropped.
            let _ = canvas.to_blob(taken.unchecked_ref());
        });
        JsFuture::from(made).await.ok()?.dyn_into().ok()
    }
}

/// Writes into a copy, element by element, what style sheets make of the original.
fn style_like(original: &Element, copy: &Element) -> Option<()> {
    let window = web_sys::window()?;
    let originals = original.query_selector_all("*").ok()?;
    let copies = copy.query_selector_all("*").ok()?;
    let pairs = (0..originals.length()).filter_map(|index| {
        let element = |list: &web_sys::NodeList| list.get(index)?.dyn_into::<Element>().ok();
        Some((element(&originals)?, element(&copies)?))
    });
    for (original, copy) in std::iter::once((original.clone(), copy.clone())).chain(pairs) {
        let seen: CssStyleDeclaration = window.get_computed_style(&original).ok().flatten()?;
        let style: String = PROPERTIES
            .into_iter()
            .filter_map(|name| {
                let value = seen.get_property_value(name).ok()?;
                (!value.is_empty()).then(|| format!("{name}:{value};"))
            })
            .collect();
        // Written as an attribute it would be a style that the page’s policy forbids.
        copy.dyn_ref::<SvgElement>()?.style().set_css_text(&style);
        // What is for hands and ears has no use in a picture.
        for name in ["class", "tabindex", "aria-pressed", "data-arrows"] {
            copy.remove_attribute(name).ok()?;
        }
    }
    Some(())
}
