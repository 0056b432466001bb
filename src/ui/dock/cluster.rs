//! The whole cluster in figures: load, beliefs, and the truth beside them.

use yew::{Callback, Html, html};

use crate::dynamo::membership::Status;
use crate::ui::act::Act;
use crate::ui::letter::letter;
use crate::view::cluster::{ClusterRow, ClusterView, ROWS_AT_ONCE};

/// The cluster in figures.
pub fn figures(act: &Callback<Act>, view: &ClusterView) -> Html {
    let ClusterView { rows, metadata_bytes, imbalance_percent, .. } = view;
    let nodes = view.nodes as u16;
    html! {
        <>
            {pages(act, view)}
            <div class="scroll" tabindex="0" role="region" aria-label="Nodes in figures">
                <table id="cluster-table">
                    <thead>
                        <tr>
                            <th scope="col">{"Node"}</th>
                            <th scope="col">{"Copies"}</th>
                            <th scope="col">{"Tokens"}</th>
                            <th scope="col">{"Objects"}</th>
                            <th scope="col">{"Hints"}</th>
                            <th scope="col">{"Coordinated"}</th>
                            <th scope="col">{"Takes as down"}</th>
                        </tr>
                    </thead>
                    <tbody>
                        for row in rows { {table_row(act, row, nodes)} }
                    </tbody>
                </table>
            </div>
            <p class="hint">
                {format!("Each node keeps {metadata_bytes} bytes of ring. The most loaded keeps {imbalance_percent}% more copies than the mean; above 15% it counts as out of balance (Dynamo §6.2).")}
            </p>
            <p class="hint">
                {"Coordinated: by load balancer or by hand + for partition-aware clients. A belief that is wrong has a question mark."}
            </p>
        </>
    }
}

/// The way to the other nodes, where not all are shown.
fn pages(act: &Callback<Act>, view: &ClusterView) -> Html {
    let (first, end) = (view.first, view.first + view.rows.len());
    if view.rows.len() == view.nodes {
        return Html::default();
    }
    let to = |first: usize| act.reform(move |_| Act::ShowFigures(first));
    let name = |row: Option<&ClusterRow>| row.map(|row| row.node.to_string()).unwrap_or_default();
    html! {
        <p class="pages">
            <button id="figures-before" disabled={first == 0}
                onclick={to(first.saturating_sub(ROWS_AT_ONCE))}>{"Before"}</button>
            <button id="figures-after" disabled={end >= view.nodes} onclick={to(end)}>{"After"}</button>
            <span>
                {format!("{} to {}, of {} nodes", name(view.rows.first()), name(view.rows.last()), view.nodes)}
            </span>
        </p>
    }
}

fn table_row(act: &Callback<Act>, row: &ClusterRow, nodes: u16) -> Html {
    let node = row.node;
    let status = match row.status {
        Some(Status::Up) => "",
        Some(Status::Joining) => " joining",
        Some(Status::Leaving) => " leaving",
        Some(Status::Left) => " has left",
        None => " no member",
    };
    let suspects: Vec<String> = row
        .suspects
        .iter()
        .map(|(node, is_true)| format!("{node}{}", if *is_true { "" } else { "?" }))
        .collect();
    html! {
        <tr key={row.node.0} id={format!("figures-{}", row.node)}>
            <th scope="row">
                <button class="plain" aria-label={format!("Select {node}")}
                    onclick={act.reform(move |_| Act::SelectNode(Some(node)))}>
                    {letter(node, nodes)}
                </button>
                {status}
            </th>
            <td>{format!("{}.{}%", row.share_permille / 10, row.share_permille % 10)}</td>
            <td>{row.tokens}</td>
            <td>
                {row.objects}
                if row.buffered > 0 { {format!(" ({} in memory)", row.buffered)} }
            </td>
            <td>{row.hints}</td>
            <td>{format!("{} + {}", row.coordinated, row.coordinated_aware)}</td>
            <td>
                {if suspects.is_empty() { "nobody".to_owned() } else { suspects.join(" ") }}
                if row.behind > 0 { {format!(", {} unknown changes", row.behind)} }
            </td>
        </tr>
    }
}
