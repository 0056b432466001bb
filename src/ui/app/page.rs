//! What the page is made of, from top to bottom.

use std::rc::Rc;

use yew::{Callback, Html, classes, html};

use super::App;
use crate::sim::simulation::Simulation;
use crate::ui::act::Act;
use crate::ui::author;
use crate::ui::branches::{BranchesProps, branches_dialog};
use crate::ui::clock::Pace;
use crate::ui::compare::Compare;
use crate::ui::controls::{ControlsProps, Group, controls};
use crate::ui::dock::{self, Room};
use crate::ui::footer::{FooterProps, Spoken, footer, said};
use crate::ui::handout::Paper;
use crate::ui::inspector::inspector;
use crate::ui::lesson;
use crate::ui::notice::notices;
use crate::ui::part::part_tabs;
use crate::ui::session_dialog::session_dialog;
use crate::ui::shortcuts;
use crate::ui::stage::stage;
use crate::ui::time_act::TimeDialog;
use crate::ui::time_bar::{TimeBarProps, time_bar};
use crate::ui::tour;
use crate::ui::transport::{TransportProps, transport};
use crate::view::branches::{BranchRow, branch_rows};
use crate::view::lesson::Walk;
use crate::view::parameters::Parameters;
use crate::view::tour::Tour;
use crate::view::words::moment;

impl App {
    /// The whole page.
    pub(super) fn page(&self) -> Html {
        let act = &self.act;
        let timeline = self.session.timeline();
        let scenario = self.session.scenario();
        let Parameters { embed, wordless, .. } = self.desk.parameters;
        let class = classes!(
            "page",
            self.part.class(),
            embed.then_some("embed"),
            (!embed && self.dock.room != Room::Folded).then_some("dock-open"),
            (!embed && self.dock.room == Room::Tall).then_some("dock-tall"),
            wordless.then_some("wordless"),
            (self.group == Group::Lesson || self.course.walk.is_some()).then_some("learning"),
            self.author.is_some().then_some("writing"),
            self.desk.parameters.locked.then_some("locked"),
            self.course.handout.is_some().then_some("handing-out")
        );
        let branches = Rc::new(branch_rows(&self.session));
        let buttons = TransportProps {
            act: act.clone(),
            title: scenario.title.clone(),
            playing: self.clock.pace == Pace::Playing,
            speed: self.clock.speed,
            steps: timeline.steps(),
            at_end: timeline.next_time().is_none(),
            now: self.pictures.now,
            theme: self.theme,
        };
        html! {
            <div {class}>
                {transport(&buttons)}
                // What is said while the dialog is open is said within it.
                {notices(act, self.desk.notice.as_ref().filter(|_| self.desk.standing.is_none()))}
                if let Some(tour) = &self.help.tour {
                    {tour_card(act, tour, timeline.simulation())}
                }
                <main class="workspace">
                    if !embed {
                        {controls(&ControlsProps {
                            act: act.clone(),
                            roster: self.pictures.roster.clone(),
                            messages: self.pictures.messages.clone(),
                            workload: self.pictures.workload,
                            selected_key: self.selection.key.clone(),
                            message: self.selection.message,
                            acting: self.selection.client,
                            scenario: self.session.shared_scenario(),
                            refusal: self.refusal.clone(),
                            shown: self.group,
                            seen: self.seen_groups,
                            lesson: match self.seen_groups.has(Group::Lesson) {
                                true => lesson::panel(act, &self.course, self.is_on_path()),
                                false => Html::default(),
                            },
                            above: match self.course.walk.is_some() && !self.is_on_path() {
                                true => lesson::left(act),
                                false => Html::default(),
                            },
                            is_locked: self.desk.parameters.locked,
                        })}
                    }
                    {stage(act, &self.pictures, &self.selection)}
                    if !embed {
                        {self.right()}
                    }
                </main>
                if !embed {
                    {part_tabs(act, self.part, self.author.is_some(), self.desk.parameters.locked)}
                    {dock::dock(act, self.dock, || match self.whole {
                        true => dock::picture(act, self.dock.tab, &self.pictures, &self.watched),
                        false => Html::default(),
                    })}
                }
                if embed {
                    <Spoken text={said(&self.pictures.narration)} />
                } else {
                    {footer(&FooterProps {
                        act: act.clone(),
                        pictures: self.pictures.clone(),
                        steps: timeline.steps(),
                        known_steps: timeline.known_steps(),
                        bar: self.time_bar(branches.clone()),
                        // A lesson tells it in its own place.
                        told: self.desk.told(&self.session).filter(|_| self.course.walk.is_none()),
                        moments: self.records.moments.clone(),
                    })}
                }
                if self.whole {
                    {self.dialogs(&branches)}
                }
            </div>
        }
    }

    /// What stands on the right: what is selected, or the lesson that is being written.
    fn right(&self) -> Html {
        let details = inspector(&self.act, &self.pictures, &self.selection);
        match &self.author {
            None => details,
            Some(author) => {
                let entries = self.course.entries.as_deref().map_or(&[][..], Vec::as_slice);
                let details = if author.details { details } else { Html::default() };
                author::room(&self.act, author, entries, &moment(self.pictures.now), details)
            }
        }
    }

    fn class_dialog(&self) -> Html {
        let asked = self.course.class;
        let walk = self.course.walk.as_ref();
        let link = match (&asked, walk) {
            (Some(asked), Some(walk)) => self.class_address(walk, asked),
            _ => Ok(String::new()),
        };
        lesson::class_dialog(&self.act, asked, walk.map_or(0, Walk::place), link)
    }

    fn time_bar(&self, branches: Rc<Vec<BranchRow>>) -> Html {
        let timeline = self.session.timeline();
        time_bar(&TimeBarProps {
            act: self.act.clone(),
            targets: self.targets(),
            target: self.time.target.clone(),
            breakpoints: self.time.breakpoints.clone(),
            roster: self.pictures.roster.clone(),
            selected_key: self.selection.key.clone(),
            said: self.time.said.clone().filter(|_| self.time.dialog.is_none()),
            branches,
            at_start: timeline.steps() == 0,
            at_end: timeline.next_time().is_none(),
        })
    }

    /// What lies before the page when it is asked for.
    #[inline(never)]
    fn dialogs(&self, branches: &Rc<Vec<BranchRow>>) -> Html {
        let act = &self.act;
        html! {
            <>
                {branches_dialog(&BranchesProps {
                    act: act.clone(),
                    branches: branches.clone(),
                    open: self.time.dialog == Some(TimeDialog::Branches),
                    complaint: self.time.said.as_ref().map(|said| said.text.clone()),
                })}
                <Compare act={act.clone()} open={self.time.dialog == Some(TimeDialog::Compare)}
                    choices={self.time.choices.clone()}
                    comparison={self.time.comparison.clone()} />
                {lesson::reference(act, &self.course)}
                {self.class_dialog()}
                {shortcuts::sheet(act, self.help.sheet)}
                {session_dialog(act, self.desk.standing.as_deref(), self.desk.notice.as_ref())}
                if let Some(made) = &self.course.handout {
                    <Paper act={act.clone()} made={made.clone()} answers={!self.course.without_answers} />
                }
            </>
        }
    }
}

#[inline(never)]
fn tour_card(act: &Callback<Act>, tour: &Tour, simulation: &Simulation) -> Html {
    tour::card(act, &tour.card(simulation))
}
