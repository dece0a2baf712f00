//! What is called, and by whom.

use bpiiot_primitives::{
	Action, ActionKind, AgreementId, Balance, Channel, Direction, Metric, Reading, RequestId, Threshold,
};
use rand::{Rng, seq::IndexedRandom};

use super::{COMMITTEE, NUMBERS, OWNERS, PROVIDERS, World, name_of, name_of_publisher};
use crate::{
	AgreementOf, AgreementStatus, Agreements, Arbitration, Call, History, Phase, Publisher, RequestOf, RequestStatus,
	Requests, Schedule, Templates, TermsOf, mock::*,
};

impl World {
	pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
		from.choose(&mut self.rng).expect("not empty").clone()
	}

	pub(super) fn chance(&mut self, percent: u32) -> bool {
		self.rng.random_range(0..100) < percent
	}

	/// Mostly the one who may, sometimes anybody.
	fn who(&mut self, right: &str) -> String {
		if self.chance(85) {
			return right.into();
		}
		let machine = self.machines.first().map(|machine| machine.name.clone()).unwrap_or("nobody".into());
		let anybody = ["alice", "bob", "carol", "dave", "eve", &machine, "nobody"].map(String::from);
		self.pick(&anybody)
	}

	pub(super) fn amount(&mut self) -> Balance {
		match self.rng.random_range(0..12) {
			0 => 0,
			1 => 1,
			2 => ED - 1,
			3 => u128::MAX,
			4 => RICH,
			_ => self.rng.random_range(0..3_000),
		}
	}

	fn quantity(&mut self) -> u32 {
		match self.rng.random_range(0..12) {
			0 => 0,
			1 => u32::MAX,
			_ => self.rng.random_range(1..9),
		}
	}

	fn action(&mut self) -> Action {
		match self.rng.random_range(0..4) {
			0 | 1 => Action::RequestService,
			2 => {
				let number = self.pick(&NUMBERS);
				order(number, self.rng.random_range(0..4), self.rng.random_range(0..20_000))
			}
			_ => Action::Notify,
		}
	}

	fn terms(&mut self) -> TermsOf<Test> {
		let count = self.pick(&[0, 1, 2, 2, 3, 3]);
		let list: Vec<_> = (0..count)
			.map(|_| {
				let metric = self.pick(&[Metric::Vibration, Metric::Temperature, Metric::Custom(1)]);
				let threshold = Threshold {
					channel: Channel { metric, position: 1 },
					value: self.rng.random_range(-2..4),
					count: self.rng.random_range(0..3),
					direction: self.pick(&[Direction::Above, Direction::Below]),
					cool_down: self.pick(&[0, 0, 3]),
				};
				bpiiot_primitives::Rule { threshold, action: self.action() }
			})
			.collect();
		let fee = self.pick(&[0, 1, FEE, FEE, FEE, FEE, FEE, 1_001]);
		let arbiter = account(self.pick(&["eve", "eve", "eve", "eve", "eve", "eve", "nobody", "bob"]));
		TermsOf::<Test> {
			service_price: self.pick(&[0, 1, 100, 500, 500, 500, 500, u128::MAX]),
			response_blocks: self.pick(&[0, 15, 30, 30, 30, 30, 30, 30]),
			rules: list.try_into().expect("few"),
			milestones: match self.rng.random_range(0..8) {
				0..3 => milestones([]),
				3..5 => milestones([20, 80]),
				5 | 6 => milestones([33, 33, 34]),
				_ => milestones([7]),
			},
			arbitration: if self.chance(70) { Some(Arbitration { arbiter, fee }) } else { None },
		}
	}

	/// Mostly one in force.
	fn any_agreement(&mut self) -> Option<(AgreementId, AgreementOf<Test>)> {
		let mut all: Vec<_> = Agreements::<Test>::iter().collect();
		if self.chance(75) && all.iter().any(|(_, found)| found.status == AgreementStatus::Active) {
			all.retain(|(_, found)| found.status == AgreementStatus::Active);
		}
		all.choose(&mut self.rng).cloned()
	}

	/// Mostly one that is not settled.
	fn any_request(&mut self) -> Option<(RequestId, RequestOf<Test>)> {
		let mut all: Vec<_> = Requests::<Test>::iter().collect();
		if self.chance(75) && all.iter().any(|(_, found)| found.status.is_unsettled()) {
			all.retain(|(_, found)| found.status.is_unsettled());
		}
		all.choose(&mut self.rng).cloned()
	}

	/// The next call and who sends it; none when there is nothing to call about.
	pub(super) fn next_call(&mut self) -> Option<(String, Call<Test>)> {
		match self.rng.random_range(0..100) {
			0..12 => self.about_stock(),
			12..32 => self.about_agreements(),
			32..52 => self.by_devices(),
			52..88 => self.about_requests(),
			_ => self.about_the_past(),
		}
	}

	fn about_stock(&mut self) -> Option<(String, Call<Test>)> {
		let (owner, provider) = (self.pick(&OWNERS), self.pick(&PROVIDERS));
		let (owner_or_not, provider_or_not) = (self.who(owner), self.who(provider));
		let number = self.pick(&NUMBERS);
		let (quantity, amount) = (self.quantity(), self.amount().min(1_000_000));
		let (seller, part) = (account(provider), part(number));
		Some(match self.rng.random_range(0..9) {
			0 | 1 => (provider_or_not, Call::set_part { part, name: text("a part"), price: amount }),
			2 if self.chance(20) => (provider_or_not, Call::remove_part { part }),
			2..5 => (provider_or_not, Call::replenish_part { part, quantity }),
			5 => (provider_or_not, Call::write_off_part { part, quantity }),
			6 => (owner_or_not, Call::replenish_spares { provider: seller, part, quantity }),
			7 => (owner_or_not, Call::write_off_spares { provider: seller, part, quantity }),
			_ => {
				let machine = self.machines.choose(&mut self.rng)?.clone();
				let who = self.who(machine.owner);
				let quantity = quantity.min(2);
				(who, Call::replace_part { device: machine.device, provider: seller, part, position: 1, quantity })
			}
		})
	}

	fn about_agreements(&mut self) -> Option<(String, Call<Test>)> {
		let machine = self.machines.choose(&mut self.rng)?.clone();
		let provider = self.pick(&PROVIDERS);
		let owner = self.who(machine.owner);
		let device = machine.device;
		Some(match self.rng.random_range(0..20) {
			0 => {
				let publisher = self.pick(&[provider, provider, COMMITTEE]);
				let (who, terms) = (self.who(publisher), self.terms());
				(who, Call::publish_template { name: text("care"), terms })
			}
			1 => {
				let template = self.rng.random_range(0..crate::NextTemplate::<Test>::get().max(1));
				let publisher = Templates::<Test>::get(template).map(|found| name_of_publisher(&found.publisher));
				(self.who(publisher.unwrap_or("bob")), Call::retire_template { template })
			}
			2 => {
				let template = self.rng.random_range(0..crate::NextTemplate::<Test>::get().max(1));
				let publisher = Templates::<Test>::get(template).map(|found| found.publisher);
				let of = PROVIDERS.into_iter().find(|name| publisher == Some(Publisher::Provider(account(name))));
				let provider = account(of.unwrap_or(provider));
				(owner, Call::propose_from_template { template, device, provider })
			}
			3 => {
				let rules = self.terms().rules;
				let call = Call::propose_agreement {
					device,
					provider: account(provider),
					service_price: 300,
					response_blocks: 30,
					rules,
				};
				(owner, call)
			}
			4..8 => {
				let terms = self.terms();
				(owner, Call::propose_with_terms { device, provider: account(provider), terms })
			}
			kind => {
				let (agreement, found) = self.any_agreement()?;
				let (owner, provider) = (name_of(&found.owner), name_of(&found.provider));
				let (by_owner, by_provider) = (self.who(owner), self.who(provider));
				match kind {
					8..11 => (by_provider, Call::accept_agreement { agreement }),
					11..14 => (by_owner, Call::fund_budget { agreement, amount: self.amount() }),
					14 => (by_owner, Call::withdraw_budget { agreement, amount: self.amount() }),
					15 | 16 => {
						let now = System::block_number();
						let schedule = if self.chance(70) {
							by_time(now + self.rng.random_range(0..25), self.rng.random_range(15..60))
						} else {
							by_hours(self.rng.random_range(0..50), self.rng.random_range(0..20))
						};
						(by_owner, Call::add_plan { agreement, schedule, action: self.action() })
					}
					17 => {
						let entries: Vec<_> = Maintenance::plan(agreement).iter().map(|entry| entry.id).collect();
						let plan = entries.choose(&mut self.rng).copied().unwrap_or_default();
						(by_owner, Call::remove_plan { agreement, plan })
					}
					18 if self.chance(40) => {
						(self.pick(&[by_owner, by_provider]), Call::cancel_agreement { agreement })
					}
					_ => (self.pick(&[by_owner, by_provider]), Call::remove_agreement { agreement }),
				}
			}
		})
	}

	fn by_devices(&mut self) -> Option<(String, Call<Test>)> {
		let (agreement, found) = self.any_agreement()?;
		let machine = self.machines.iter().find(|machine| machine.device == found.device)?.name.clone();
		let who = self.who(&machine);
		self.clock += 1;
		let (past, far) = (self.rng.random_range(0..self.clock), u64::MAX - self.clock);
		let trigger = if self.chance(90) { self.clock } else { self.pick(&[past, far]) };
		let rules = found.terms.rules.len().max(1) as u8;
		let rule = if self.chance(85) { self.rng.random_range(0..rules) } else { rules };
		let call = match self.rng.random_range(0..10) {
			0..4 => {
				let readings = (0..self.rng.random_range(0..12))
					.map(|_| {
						self.clock += 1;
						let metric = self.pick(&[Metric::Vibration, Metric::Temperature, Metric::Custom(7)]);
						let value =
							self.rng.random_range(-4..60) * if metric == Metric::Custom(7) { 1_000_000 } else { 1 };
						let at = if self.chance(98) { self.clock } else { self.pick(&[5, u64::MAX]) };
						Reading { channel: Channel { metric, position: 1 }, value, at }
					})
					.collect();
				report(agreement, readings)
			}
			4 => {
				let entries: Vec<_> = Maintenance::plan(agreement)
					.iter()
					.filter(|entry| matches!(entry.schedule, Schedule::Usage { .. }))
					.map(|entry| entry.id)
					.collect();
				let plan = entries.choose(&mut self.rng).copied().unwrap_or_default();
				let meter = self.rng.random_range(0..200) * 1_000_000;
				Call::request_planned { agreement, plan, meter, trigger }
			}
			_ => {
				// Mostly what the rule asks for.
				let asked = found.terms.rules.get(usize::from(rule)).map(|rule| rule.action.kind());
				let any = self.pick(&[ActionKind::Notify, ActionKind::OrderPart, ActionKind::RequestService]);
				match asked.filter(|_| self.chance(85)).unwrap_or(any) {
					ActionKind::Notify => Call::notify { agreement, rule, trigger },
					ActionKind::OrderPart => order_part(agreement, rule, trigger),
					ActionKind::RequestService => request_service(agreement, rule, trigger),
				}
			}
		};
		Some((who, call))
	}

	fn about_requests(&mut self) -> Option<(String, Call<Test>)> {
		let (id, found) = self.any_request()?;
		let (owner, provider) = (name_of(&found.owner), name_of(&found.provider));
		let (by_owner, by_provider) = (self.who(owner), self.who(provider));
		let by_either = self.pick(&[by_owner.clone(), by_provider.clone()]);
		// Mostly what moves it on.
		let likely = match found.status {
			RequestStatus::Open => self.pick(&[0, 0, 0, 0, 0, 1, 8]),
			RequestStatus::Accepted => self.pick(&[2, 2, 2, 2, 2, 1, 5, 8]),
			RequestStatus::Completed => self.pick(&[3, 4, 4, 4, 4, 5, 5, 7, 9]),
			RequestStatus::Disputed => self.pick(&[6, 6, 6, 7, 9, 9, 3, 1]),
			RequestStatus::Deadlocked => self.pick(&[7, 7, 9, 9, 3, 1]),
			_ => self.pick(&[3, 9]),
		};
		let what = if self.chance(85) { likely } else { self.rng.random_range(0..10) };
		Some(match what {
			0 => (by_provider, Call::accept_request { request: id }),
			1 => (by_provider, Call::reject_request { request: id }),
			2 => (by_provider, complete(id)),
			3 => (by_owner, Call::confirm_request { request: id }),
			4 => (by_owner, give_back(id)),
			5 => (by_either, dispute(id)),
			6 => {
				let share = found.rest() / 100 * u128::from(self.rng.random_range(0..120u32));
				(self.who("eve"), award(id, share, self.chance(50)))
			}
			7 => {
				// A few round amounts, so that two sides meet.
				let share = found.rest() / 2 * u128::from(self.rng.random_range(0..3u32));
				(by_either, offer(id, share, self.chance(80)))
			}
			8 => {
				let device = self.machines.iter().find(|machine| machine.device == found.device)?.name.clone();
				(self.pick(&[by_either, device]), evidence(id, self.pick(&[Phase::Before, Phase::After]), 1))
			}
			_ => ("eve".into(), Call::expire_request { request: id }),
		})
	}

	fn about_the_past(&mut self) -> Option<(String, Call<Test>)> {
		if self.chance(15) {
			let some = self.machines.choose(&mut self.rng)?.device;
			let device = if self.chance(80) { *self.gone.choose(&mut self.rng)? } else { some };
			return Some(("eve".into(), Call::remove_records { device, limit: self.rng.random_range(0..3) }));
		}
		if self.chance(30) {
			// Rather those that are another's than the present owner's.
			let owner_of =
				|device| self.machines.iter().find(|found| found.device == device).map(|found| account(found.owner));
			let mut records: Vec<_> = History::<Test>::iter().collect();
			records.sort_by_key(|(device, place, record)| {
				(owner_of(*device) == Some(record.owner.clone()), *device, *place)
			});
			let (device, place, record) = records.into_iter().next()?;
			if self.chance(40) {
				let who = self.who(name_of(&record.owner));
				return Some((who, Call::remove_record { device, record: place }));
			}
			let owner =
				self.machines.iter().find(|machine| machine.device == device).map_or("alice", |found| found.owner);
			let (from, limit) = (place.saturating_sub(self.rng.random_range(0..2)), self.rng.random_range(0..4));
			return Some((self.who(owner), Call::adopt_records { device, from, limit }));
		}
		let settled: Vec<_> =
			Requests::<Test>::iter().filter(|(_, found)| !found.status.is_unsettled()).map(|(id, _)| id).collect();
		let id = *settled.choose(&mut self.rng)?;
		let owner = self.who(name_of(&Requests::<Test>::get(id)?.owner));
		Some(if self.chance(40) {
			(owner, rate(id, self.rng.random_range(0..7)))
		} else {
			(owner, Call::archive_request { request: id })
		})
	}
}
