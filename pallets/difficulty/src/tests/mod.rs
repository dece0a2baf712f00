//! Tests by subject.

mod genesis;
mod outage;
mod retarget;
