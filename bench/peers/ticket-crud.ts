import 'reflect-metadata';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Module,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Put,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Type } from 'class-transformer';
import {
  Equals,
  IsEmail,
  IsIn,
  IsLatitude,
  IsLongitude,
  IsOptional,
  IsString,
  Length,
  ValidateNested,
} from 'class-validator';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, type Repository } from 'typeorm';

/*
 * What a good developer writes in an afternoon: a ticket desk with NestJS and TypeORM, validated input, one row a ticket, and one of history for each
 * assignment. ADAPTER is `express` or `fastify`; WRITE is `save` (repo.save; an assignment reads the ticket first), `insert` (repo.insert, repo.update),
 * `plain` (prepared statements through pg) or `nothing` (validated, answered, forgotten).
 */

class Place {
  @IsLatitude()
  lat!: number;
  @IsLongitude()
  lon!: number;
  @IsOptional()
  @IsString()
  @Length(1, 200)
  address?: string;
}

class Reporter {
  @IsString()
  @Length(1, 100)
  name!: string;
  @IsEmail()
  email!: string;
}

class CreateTicket {
  @IsIn(['issue', 'suggestion', 'complaint'])
  type!: string;
  @IsString()
  @Length(1, 50)
  category!: string;
  @IsString()
  @Length(3, 200)
  subject!: string;
  @IsString()
  @Length(1, 5000)
  description!: string;
  @ValidateNested()
  @Type(() => Place)
  location!: Place;
  @ValidateNested()
  @Type(() => Reporter)
  reporter!: Reporter;
  @Equals(true)
  privacyAccepted!: true;
}

class AssignTicket {
  @IsString()
  @Length(1, 50)
  departmentId!: string;
  @IsOptional()
  @IsString()
  @Length(1, 100)
  assigneeId?: string;
}

@Entity('tickets')
@Index(['status', 'createdAt'])
class Ticket {
  @PrimaryGeneratedColumn('uuid')
  id!: string;
  @Column('text', { default: 'submitted' })
  status!: string;
  @Column('text')
  type!: string;
  @Column('text')
  category!: string;
  @Column('text')
  subject!: string;
  @Column('text')
  description!: string;
  @Column('jsonb')
  location!: Place;
  @Column('jsonb')
  reporter!: Reporter;
  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
  @Column('text', { nullable: true })
  department!: string | null;
  @Column('text', { nullable: true })
  assignee!: string | null;
}

@Entity('ticket_history')
@Index(['ticketId', 'at'])
class TicketChange {
  @PrimaryGeneratedColumn('identity')
  id!: number;
  @Column('uuid')
  ticketId!: string;
  @Column('text')
  what!: string;
  @Column('jsonb')
  data!: object;
  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;
}

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('DATABASE_URL is needed');
const pool = new Pool({ connectionString: url, max: 10 });

@Controller('tickets')
class TicketsController {
  constructor(@InjectRepository(Ticket) private readonly tickets: Repository<Ticket>) {}

  @Post()
  @HttpCode(201)
  async create(@Body() body: CreateTicket): Promise<{ id: string; status: string }> {
    if (process.env.WRITE === 'nothing') return { id: randomUUID(), status: body.type };
    if (process.env.WRITE === 'plain') {
      const { rows } = await pool.query<{ id: string }>({
        name: 'create',
        text: `INSERT INTO tickets (type, category, subject, description, location, reporter)
               VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
        values: [body.type, body.category, body.subject, body.description, body.location, body.reporter],
      });
      return { id: rows[0]?.id ?? '', status: 'submitted' };
    }
    if (process.env.WRITE === 'insert') {
      const { identifiers } = await this.tickets.insert(body);
      return { id: String(identifiers[0]?.id), status: 'submitted' };
    }
    const { id, status } = await this.tickets.save(this.tickets.create(body));
    return { id, status };
  }

  @Put(':id/assignment')
  async assign(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AssignTicket,
  ): Promise<{ id: string; status: string }> {
    const { departmentId: department, assigneeId: assignee = null } = body;
    const assigned = { status: 'assigned', department, assignee };
    if (process.env.WRITE === 'plain') return assignPlainly(id, assigned);
    return this.tickets.manager.transaction(async (manager) => {
      const change = { ticketId: id, what: 'assigned', data: { department, assignee } };
      if (process.env.WRITE === 'save') {
        const ticket = await manager.findOneBy(Ticket, { id });
        if (!ticket) throw new NotFoundException();
        await manager.save(Ticket, Object.assign(ticket, assigned));
        await manager.save(TicketChange, manager.create(TicketChange, change));
      } else {
        const { affected } = await manager.update(Ticket, { id }, assigned);
        if (affected !== 1) throw new NotFoundException();
        await manager.insert(TicketChange, change);
      }
      return { id, status: 'assigned' };
    });
  }

  @Get(':id')
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<Ticket> {
    const ticket = await this.tickets.findOneBy({ id });
    if (!ticket) throw new NotFoundException();
    return ticket;
  }
}

async function assignPlainly(
  id: string,
  { status, department, assignee }: { status: string; department: string; assignee: string | null },
): Promise<{ id: string; status: string }> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query({
      name: 'assign',
      text: 'UPDATE tickets SET status = $2, department = $3, assignee = $4 WHERE id = $1',
      values: [id, status, department, assignee],
    });
    if (rowCount !== 1) throw new NotFoundException();
    await client.query({
      name: 'note-assignment',
      text: `INSERT INTO ticket_history ("ticketId", what, data) VALUES ($1, 'assigned', $2)`,
      values: [id, { department, assignee }],
    });
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
  return { id, status };
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url,
      entities: [Ticket, TicketChange],
      synchronize: process.env.CREATE === 'true',
      poolSize: 10,
    }),
    TypeOrmModule.forFeature([Ticket]),
  ],
  controllers: [TicketsController],
})
class TicketsModule {}

async function main(): Promise<void> {
  const adapter = process.env.ADAPTER === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(TicketsModule, adapter, { logger: ['error'] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  process.send?.({ url: await app.getUrl() });
  process.once('disconnect', () => process.exit(0));
}

void main();
