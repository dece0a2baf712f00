//! How it ends: what is open is settled, and everything goes.

use bpiiot_primitives::RequestId;

use super::{World, name_of, name_of_publisher, total};
use crate::{
	Agenda, Agreements, Call, EvidenceOf, History, Parts, Plans, RequestOf, RequestStatus, Requests, RequestsOf,
	SparesOf, Templates, Uses, Work,
	mock::*,
	tests::{bond, deposit, money},
};

/// Who is left to settle what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
	Both,
	Owner,
	Provider,
	Nobody,
}

impl World {
	/// Settles every request by those who are left, and by time, which anyone can call.
	fn settle(&mut self, left: Left) {
		for (agreement, found) in Agreements::<Test>::iter().collect::<Vec<_>>() {
			let by = if left == Left::Provider { &found.provider } else { &found.owner };
			if left != Left::Nobody && found.status != crate::AgreementStatus::Cancelled {
				let by = name_of(by);
				assert!(self.send(by, Call::cancel_agreement { agreement }));
			}
		}
		// The longest way: four milestones, each returned by nobody any more, an arbiter, a stand-off.
		for _ in 0..12 {
			let mut open: Vec<_> =
				Requests::<Test>::iter().filter(|(_, request)| request.status.is_unsettled()).collect();
			open.sort_by_key(|(id, _)| *id);
			for (id, request) in open {
				self.act_for(left, id, &request);
			}
			// Long enough for everything that waits.
			let wait = StandoffPeriod::get().max(RESPONSE).max(ArbitrationPeriod::get()).max(30) + 1;
			System::set_block_number(System::block_number() + wait);
		}
		let unsettled = Requests::<Test>::iter_values().filter(|request| request.status.is_unsettled()).count();
		assert_eq!(unsettled, 0, "{left:?} and time do not settle everything");
		for name in PEOPLE {
			assert_eq!((money(name).2, bond(name)), (0, 0), "{name} has something at stake still, with {left:?} left");
		}
	}

	/// One step of those who are left with a request, and what they get by it.
	fn act_for(&mut self, left: Left, id: RequestId, request: &RequestOf<Test>) {
		let (owner, provider) = (name_of(&request.owner), name_of(&request.provider));
		match (left, request.status) {
			// Who is left alone with what nobody has accepted has its money at once.
			(Left::Owner, RequestStatus::Open) => {
				let (free, escrow) = (money(owner).0, request.escrow());
				assert!(self.send("eve", Call::expire_request { request: id }));
				assert_eq!(money(owner).0, free + escrow);
			}
			// Who delivers in time is paid, however silent the owner.
			(Left::Provider, RequestStatus::Accepted) if self.send(provider, complete(id)) => {
				let now = Requests::<Test>::get(id).expect("exists");
				if now.returns < MaxReturns::get() {
					System::set_block_number(System::block_number() + ReleasePeriod::get() + 1);
					let before = total(provider);
					assert!(self.send("eve", Call::expire_request { request: id }));
					let now = Requests::<Test>::get(id).expect("exists");
					assert!(matches!(now.status, RequestStatus::Paid | RequestStatus::Accepted));
					assert_eq!(total(provider), before + now.paid - request.paid);
					assert!(now.status == RequestStatus::Accepted || now.rest() == 0);
				}
			}
			(Left::Both | Left::Provider, _) => {
				// What is completed cannot be turned down, but confirmed; it may have milestones left.
				if !self.send(provider, Call::reject_request { request: id }) && left == Left::Both {
					assert!(self.send(owner, Call::confirm_request { request: id }));
				}
			}
			_ => (),
		}
		let _ = self.send("eve", Call::expire_request { request: id });
	}

	/// Brings everything to its end; then nothing is stored and nothing is held.
	pub(super) fn unwind(&mut self, left: Left) {
		self.settle(left);
		System::set_block_number(System::block_number() + ArchiveAfter::get() + 1);
		for (id, request) in Requests::<Test>::iter().collect::<Vec<_>>() {
			assert_eq!(send(name_of(&request.owner), Call::archive_request { request: id }), Ok(()));
		}
		for (agreement, found) in Agreements::<Test>::iter().collect::<Vec<_>>() {
			let owner = name_of(&found.owner);
			let _ = send(owner, Call::cancel_agreement { agreement });
			assert_eq!(send(owner, Call::remove_agreement { agreement }), Ok(()));
		}
		for (template, found) in Templates::<Test>::iter().collect::<Vec<_>>() {
			assert!(self.send(name_of_publisher(&found.publisher), Call::retire_template { template }));
		}
		for (owner, (provider, part), spares) in SparesOf::<Test>::iter().collect::<Vec<_>>() {
			let mut left = spares.quantity;
			while left > 0 {
				let quantity = u32::try_from(left).unwrap_or(u32::MAX);
				let call = Call::write_off_spares { provider: provider.clone(), part: part.clone(), quantity };
				assert_eq!(send(name_of(&owner), call), Ok(()));
				left -= u64::from(quantity);
			}
		}
		for (provider, part, _) in Parts::<Test>::iter().collect::<Vec<_>>() {
			assert_eq!(send(name_of(&provider), Call::remove_part { part }), Ok(()));
		}
		for machine in &self.machines {
			assert!(remove_device(machine.device));
			self.gone.push(machine.device);
		}
		for device in &self.gone {
			while Maintenance::history_length(*device) > 0 {
				assert_eq!(send("eve", Call::remove_records { device: *device, limit: 100 }), Ok(()));
			}
		}
		assert_sound();
		for name in PEOPLE {
			assert_eq!((money(name).1, money(name).2, deposit(name), bond(name)), (0, 0, 0, 0), "{name}");
		}
		let left = [
			Agreements::<Test>::iter_keys().count(),
			crate::AgreementsOf::<Test>::iter_keys().count(),
			crate::AgreementsBy::<Test>::iter_keys().count(),
			crate::Counters::<Test>::iter_keys().count(),
			crate::LastReading::<Test>::iter_keys().count(),
			Requests::<Test>::iter_keys().count(),
			RequestsOf::<Test>::iter_keys().count(),
			Work::<Test>::iter_keys().count(),
			EvidenceOf::<Test>::iter_keys().count(),
			Plans::<Test>::iter_keys().count(),
			Agenda::<Test>::iter_keys().count(),
			History::<Test>::iter_keys().count(),
			crate::HistoryLength::<Test>::iter_keys().count(),
			Uses::<Test>::iter_keys().count(),
			Templates::<Test>::iter_keys().count(),
			crate::TemplatesOf::<Test>::iter_keys().count(),
			crate::CommitteeTemplates::<Test>::get() as usize,
			crate::AgendaLength::<Test>::iter_keys().count(),
			crate::Scheduled::<Test>::get() as usize,
			Parts::<Test>::iter_keys().count(),
			SparesOf::<Test>::iter_keys().count(),
		];
		assert_eq!(left, [0; 21], "something is stored still");
	}
}
