//! Calls in a second, with 64 in flight.

use std::collections::HashMap;

use project_benches::report::{Bound, Report, median};

use crate::programs::{CALLS, MAKES, Make, Server, client, output};
use crate::{NO_ROUNDS, Options, Result};

/// Measures all clients one after the other, round by round, so that what disturbs a round disturbs all.
/// A ratio is that of two rates of one round.
pub(crate) fn measure(server: &Server, options: &Options) -> Result<Report> {
    let title = "Calls in a second at 64 in flight, and the ratio to by hand: medians of rounds";
    let mut report = Report::new(title, &[&["client"], &CALLS[..]].concat());
    let mut rates: HashMap<(&str, &str), Vec<f64>> = HashMap::new();
    for _ in 0..options.rounds {
        for call in CALLS {
            for make in MAKES {
                let mut client = client(make, server, call, "rate", options.seconds)?;
                rates.entry((make.name, call)).or_default().push(output(&mut client)?.parse()?);
            }
        }
    }
    let of = |make: Make, call| {
        let rates = rates.get(&(make.name, call)).ok_or(NO_ROUNDS)?;
        Ok::<_, &str>(rates.iter().copied())
    };
    for make in MAKES {
        let mut cells = vec![make.name.to_owned()];
        for (place, call) in CALLS.into_iter().enumerate() {
            let pairs = of(make, call)?.zip(of(Make::BY_HAND, call)?);
            let ratio = median(pairs.map(|(rate, by_hand)| rate / by_hand)).ok_or(NO_ROUNDS)?;
            let rate = median(of(make, call)?).ok_or(NO_ROUNDS)?;
            cells.push(format!("{rate:.0} ({ratio:.2})"));
            if let Some(least) = make.rates.get(place) {
                report.hold(&format!("{} {call}, rate", make.name), ratio, Bound::AtLeast(*least));
            }
        }
        report.row(cells);
    }
    Ok(report)
}
