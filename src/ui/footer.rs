//! The line of time, and what the step before the cursor was about.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, Properties, TargetCast, component, html, use_effect_with, use_state_eq};

use super::act::Act;
use super::lesson::marked;
use super::pictures::Pictures;
use super::still::{Part, still};
use crate::view::narration::{Narration, Sentence};

/// A screen reader is told of a step after this long, in milliseconds: while time runs, only
/// of where it pauses for breath.
const SAY_AFTER_MS: u32 = 600;

/// What the footer shows.
pub struct FooterProps {
    /// Takes acts.
    pub act: Callback<Act>,
    /// The present moment.
    pub pictures: Rc<Pictures>,
    /// How many steps lie before the cursor.
    pub steps: u32,
    /// How many steps are known.
    pub known_steps: u32,
    /// What stands between the line and what is said.
    pub bar: Html,
    /// What the scenario tells at this moment.
    pub told: Option<String>,
    /// The steps at which commands were given, and what they were.
    pub moments: Moments,
}

/// The steps at which commands were given, and what they were.
pub type Moments = Rc<[(u32, String)]>;

/// The marks of commands along the line of time.
struct Marks {
    act: Callback<Act>,
    moments: Moments,
    known_steps: u32,
}

impl PartialEq for Marks {
    fn eq(&self, other: &Marks) -> bool {
        Rc::ptr_eq(&self.moments, &other.moments)
            && (self.known_steps == other.known_steps || self.moments.is_empty())
    }
}

impl Part for Marks {
    fn draw(&self) -> Html {
        let share = |step: u32| f64::from(step) * 100.0 / f64::from(self.known_steps.max(1));
        html! {
            <div class="marks">
                for (step, what) in self.moments.iter() {
                    <button class="mark" ~style={format!("left:{:.2}%", share(*step))}
                        title={what.clone()} tabindex="-1" aria-hidden="true"
                        onclick={let step = *step; self.act.reform(move |_| Act::Seek(step))} />
                }
            </div>
        }
    }
}

/// The footer.
pub fn footer(props: &FooterProps) -> Html {
    let FooterProps { act, pictures, steps, known_steps, bar, told, moments } = props;
    let on_seek = act.reform(|event: yew::InputEvent| {
        let slider: HtmlInputElement = event.target_unchecked_into();
        Act::Seek(slider.value().parse().unwrap_or_default())
    });
    let narration = &pictures.narration;
    let said = said(narration);
    html! {
        <footer class="footer">
            <div class="timeline">
                {still(Marks { act: act.clone(), moments: moments.clone(), known_steps: *known_steps })}
                <input id="seek" type="range" min="0" max={known_steps.to_string()}
                    value={steps.to_string()} oninput={on_seek} data-arrows="own"
                    aria-label="Go to a step" aria-valuetext={format!("step {steps} of {known_steps}, {}", pictures.now)} />
            </div>
            {bar.clone()}
            // It scrolls when there is much to say, so the keyboard must get to it.
            <div class="narration" role="region" aria-label="What happened" tabindex="0">
                if let Some(told) = told {
                    <p id="told" class="told" aria-live="polite">{marked(told)}</p>
                }
                <p id="narration" class="headline">
                    {&said}
                    if let Some(sentence) = &narration.headline {
                        {section(sentence.section)}
                    }
                </p>
                if !narration.details.is_empty() { {details(narration)} }
            </div>
            <Spoken text={said} />
        </footer>
    }
}

/// What else belongs to the step.
#[inline(never)]
fn details(narration: &Narration) -> Html {
    html! {
        <ul class="details">
            for sentence in narration.details.iter().filter(|sentence| is_telling(sentence)) {
                <li key={sentence.event.0}>
                    {&sentence.text}{section(sentence.section)}
                </li>
            }
        </ul>
    }
}

/// The headline.
pub fn said(narration: &Narration) -> String {
    narration.headline.as_ref().map_or_else(
        || "Paused at the start. Press Step for the first event, or Play.".to_owned(),
        |sentence| sentence.text.clone(),
    )
}

/// What goes without saying beside the headline is left out: slots that are opened.
fn is_telling(sentence: &Sentence) -> bool {
    sentence.weight > 6 || sentence.weight == 5
}

/// A section of the paper, as in `4.5`; nothing is shown for none.
pub fn section(section: &'static str) -> Html {
    if section.is_empty() {
        return Html::default();
    }
    html! {
        <span class="section" title="The section of the Dynamo paper">
            {"Dynamo "}{section}
        </span>
    }
}

/// What the live region says.
#[derive(Clone, PartialEq, Properties)]
pub struct SpokenProps {
    /// The headline.
    pub text: String,
}

/// The live region: says what the headline says, but not faster than can be listened to.
#[component]
pub fn Spoken(props: &SpokenProps) -> Html {
    let spoken = use_state_eq(String::new);
    {
        let spoken = spoken.clone();
        use_effect_with(props.text.clone(), move |text| {
            let text = text.clone();
            let timeout = Timeout::new(SAY_AFTER_MS, move || spoken.set(text));
            move || drop(timeout)
        });
    }
    html! { <p class="unseen" aria-live="polite">{(*spoken).clone()}</p> }
}
