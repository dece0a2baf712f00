//! The life of a contract: submit, deploy, use, cancel (paper, section V.C), against a model that knows nothing of the pallet.

use bpiiot_primitives::{Action, Metric};
use proptest::{
	prelude::*,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sp_runtime::DispatchResult;

use super::deposit;
use crate::{AgreementStatus, Agreements, Call, Error, Templates, mock::*};

/// What can be done in the life of the contracts of one template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
	Publish,
	Retire,
	/// Propose an agreement from the template.
	Submit,
	/// Accept the agreement with this number.
	Deploy(u32),
	/// Report readings for it.
	Use(u32),
	/// Add an entry to its plan, which is another use.
	Plan(u32),
	Cancel(u32),
	Remove(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
	Submitted,
	Deployed,
	Cancelled,
	Removed,
}

/// What should be: whether the template is there, and the life of each agreement.
#[derive(Default)]
struct Model {
	published: bool,
	retired: bool,
	agreements: Vec<Life>,
}

impl Model {
	/// What a step should lead to; changes the model when it should succeed. `right` says whether the one who may do it does.
	fn step(&mut self, step: Step, right: bool) -> Result<(), Error<Test>> {
		match step {
			Step::Publish if !right => Err(Error::NotServiceProvider),
			Step::Publish => {
				assert!(!self.published, "the test publishes once");
				self.published = true;
				Ok(())
			}
			Step::Retire | Step::Submit if !self.published || self.retired => Err(Error::TemplateNotFound),
			Step::Retire if !right => Err(Error::NotPublisher),
			Step::Retire => {
				self.retired = true;
				Ok(())
			}
			Step::Submit if !right => Err(Error::NotOwner),
			Step::Submit => {
				self.agreements.push(Life::Submitted);
				Ok(())
			}
			Step::Deploy(id) => self.agreement(id, right, Error::NotProvider, |life| match life {
				Life::Submitted => Ok(Life::Deployed),
				_ => Err(Error::NotProposed),
			}),
			Step::Use(id) => self.agreement(id, right, Error::NotDevice, |life| match life {
				Life::Deployed => Ok(Life::Deployed),
				_ => Err(Error::NotActive),
			}),
			Step::Plan(id) => self.agreement(id, right, Error::NotOwner, |life| match life {
				Life::Deployed => Ok(Life::Deployed),
				_ => Err(Error::NotActive),
			}),
			Step::Cancel(id) => self.agreement(id, right, Error::NotParty, |life| match life {
				Life::Submitted | Life::Deployed => Ok(Life::Cancelled),
				_ => Err(Error::AlreadyCancelled),
			}),
			Step::Remove(id) => self.agreement(id, right, Error::NotParty, |life| match life {
				Life::Cancelled => Ok(Life::Removed),
				_ => Err(Error::NotCancelled),
			}),
		}
	}

	fn agreement(
		&mut self,
		id: u32,
		right: bool,
		stranger: Error<Test>,
		next: impl Fn(Life) -> Result<Life, Error<Test>>,
	) -> Result<(), Error<Test>> {
		let life = self.agreements.get_mut(id as usize).filter(|life| **life != Life::Removed);
		let life = life.ok_or(Error::AgreementNotFound)?;
		if !right {
			return Err(stranger);
		}
		*life = next(*life)?;
		Ok(())
	}
}

/// Does a step on the chain: `who` of three picks one of those who may, or a stranger.
fn act(step: Step, who: usize, at: u64) -> (bool, DispatchResult) {
	let actors = match step {
		Step::Publish | Step::Retire => ["bob", "bob", "eve"],
		Step::Submit | Step::Plan(_) => ["alice", "alice", "carol"],
		Step::Deploy(_) => ["bob", "bob", "dave"],
		Step::Use(_) => ["robot", "robot", "press"],
		Step::Cancel(_) | Step::Remove(_) => ["alice", "bob", "eve"],
	};
	let call = match step {
		Step::Publish => Call::publish_template { name: text("care"), terms: arbitrated() },
		Step::Retire => Call::retire_template { template: 0 },
		Step::Submit => Call::propose_from_template { template: 0, device: 0, provider: account("bob") },
		Step::Deploy(agreement) => Call::accept_agreement { agreement },
		Step::Use(agreement) => report(agreement, vec![reading(Metric::Vibration, 200, at)]),
		Step::Plan(agreement) => Call::add_plan { agreement, schedule: by_hours(1, 1), action: Action::Notify },
		Step::Cancel(agreement) => Call::cancel_agreement { agreement },
		Step::Remove(agreement) => Call::remove_agreement { agreement },
	};
	(who < 2, send(actors[who], call))
}

fn some_step() -> impl Strategy<Value = Step> {
	let id = || 0..4u32;
	prop_oneof![
		1 => Just(Step::Retire),
		4 => Just(Step::Submit),
		4 => id().prop_map(Step::Deploy),
		4 => id().prop_map(Step::Use),
		1 => id().prop_map(Step::Plan),
		2 => id().prop_map(Step::Cancel),
		2 => id().prop_map(Step::Remove),
	]
}

// covers M12
#[test]
fn every_contract_lives_as_the_model_says() {
	let seed = super::seed("lifecycle");
	let config = Config { cases: 300, failure_persistence: None, ..Default::default() };
	let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
	let steps = proptest::collection::vec((some_step(), 0..3usize), 1..60);
	let result = runner.run(&(0..8usize, steps), |(publish_at, mut steps)| {
		let place = publish_at.min(steps.len());
		steps.insert(place, (Step::Publish, 0));
		ExtBuilder::default().with_deposits().build_and_execute(|| {
			let mut model = Model::default();
			for (at, (step, who)) in steps.into_iter().enumerate() {
				let (right, found) = act(step, who, at as u64);
				let plan_full = found == Err(Error::<Test>::PlanFull.into());
				let expected = model.step(step, right);
				if !(plan_full && matches!(step, Step::Plan(_)) && expected.is_ok()) {
					assert_eq!(found, expected.map_err(Into::into), "{step:?} by {who}");
				}
				for (id, life) in model.agreements.iter().enumerate() {
					let status = Agreements::<Test>::get(id as u32).map(|found| found.status);
					let expected = match life {
						Life::Submitted => Some(AgreementStatus::Proposed),
						Life::Deployed => Some(AgreementStatus::Active),
						Life::Cancelled => Some(AgreementStatus::Cancelled),
						Life::Removed => None,
					};
					assert_eq!(status, expected);
				}
				assert_eq!(Templates::<Test>::contains_key(0), model.published && !model.retired);
				assert_sound();
			}
			// When every contract has come to its end nothing is held for any of them.
			for id in 0..model.agreements.len() as u32 {
				let _ = send("alice", Call::cancel_agreement { agreement: id });
				let _ = send("alice", Call::remove_agreement { agreement: id });
			}
			let _ = send("bob", Call::retire_template { template: 0 });
			assert_eq!((deposit("alice"), deposit("bob")), (0, ITEM), "bob's bearings are on his list");
		});
		Ok(())
	});
	result.unwrap_or_else(|error| panic!("seed {seed:02x?}: {error}"));
}
